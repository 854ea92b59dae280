// What a disk would have forgotten. All functions but disk_holds and disk_file want the lock held.
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file;

enum name_change { made_file, made_folder, removed_file, removed_folder, renamed };

bool disk_holds(const char *path);
struct file *disk_file(int descriptor);

void disk_lock(void);
void disk_unlock(void);

/// Counts a call that is about to change something, and ends the program when it is the one.
void disk_step(void);

/// Whether a call that writes, or flushes, fails; then `errno` is set.
bool disk_fails(bool is_flush);

void disk_opened(int descriptor, const char *path);
void disk_closed(int descriptor);
void disk_mapped(int descriptor);

/// Remembers what bytes are about to be written over, or cut off from `start` on if `length` is 0.
void disk_remember(struct file *file, int64_t start, size_t length);

/// Remembers a name that is about to change. `other` is the new name, or where a removed file is kept.
void disk_remember_name(enum name_change change, const char *path, const char *other);

/// Where a file that is removed can be kept: 4096 bytes.
void disk_make_place(char *place);

/// What there was to flush when a flush began, to be forgotten when it has ended.
struct flush {
  size_t changes;
  uint64_t names;
};
struct flush disk_begin_flush(struct file *file);
void disk_end_flush(struct file *file, struct flush flush);

#endif
