#pragma once

// What a job store does, done with SQLite's C interface alone, as fast as that goes: what the store is compared with.
//
// It works on a file that the store has made, so that tables and indexes are the same, with the same pragmas and with prepared
// statements, and like the store it writes the tally once a commit. It keeps no promises: a single thread, no callers, no other
// processes, no limits of queues. Whatever goes wrong ends the process with a message.

struct raw_store;

// Opens a file that a store has made. All jobs are of one kind and have this payload, which is copied.
struct raw_store *raw_open(const char *path, const char *queue, const char *name, const void *payload, int payload_length);
void raw_close(struct raw_store *store);

// Inserts jobs, in one commit.
void raw_insert(struct raw_store *store, int count);

// Inserts jobs, finishes those that were claimed by the call before, and claims others, at most so many: all in one commit.
// Returns how many were finished.
int raw_turn(struct raw_store *store, int inserted, int claimed_at_most);

// Inserts jobs that were completed a second ago, without waiting for the disk.
void raw_keep(struct raw_store *store, long count);
