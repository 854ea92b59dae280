#ifdef __linux__
#define _GNU_SOURCE
#include "Disk.h"
#include "PowerCut.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { most_descriptors = 4096, longest_path = 4096, sector = 512 };

/// Bytes that were there before a call changed them.
struct change {
  int64_t start;
  size_t length;
  int64_t size_before;
  size_t before_length;
  unsigned char *before;
};

struct file {
  struct file *next;
  dev_t device;
  ino_t number;
  /// Of our own, never closed: closing one would take the program's locks on the file away.
  int descriptor;
  /// Of a folder, its path; otherwise null.
  char *folder;
  bool is_mapped;
  struct change *changes;
  size_t count, capacity;
};

struct name {
  enum name_change change;
  uint64_t number;
  char *path, *other;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[longest_path];
static size_t root_length;
static _Atomic(bool) is_planned;
static enum power_cut_end planned_end;
static uint64_t calls, last_call, random_state, places;
static uint64_t first_failure, failure_count;
static int failure;
static bool keeps_nothing;
static struct file *files;
static _Atomic(struct file *) open_files[most_descriptors];
static struct name *names;
static size_t name_count, name_capacity;
static uint64_t last_name;

bool power_cut_plan(const char *folder, enum power_cut_end end, uint64_t call, uint64_t seed) {
  char lost[longest_path];
  root_length = (size_t)snprintf(root, sizeof root, "%s", folder);
  snprintf(lost, sizeof lost, "%s.lost", root);
  mkdir(lost, 0700);
  planned_end = end;
  last_call = call;
  random_state = seed;
  keeps_nothing = seed == 0;
  atomic_store(&is_planned, true);
  return true;
}

void power_cut_plan_failure(uint64_t first, uint64_t count, int error) {
  first_failure = first;
  failure_count = count;
  failure = error;
}

bool disk_fails(bool is_flush) {
  if (calls < first_failure || calls - first_failure >= failure_count || (is_flush && failure == ENOSPC)) return false;
  errno = failure;
  return true;
}

bool disk_holds(const char *path) {
  return atomic_load(&is_planned) && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

struct file *disk_file(int descriptor) {
  return descriptor >= 0 && descriptor < most_descriptors ? atomic_load(&open_files[descriptor]) : NULL;
}

void disk_lock(void) { pthread_mutex_lock(&lock); }
void disk_unlock(void) { pthread_mutex_unlock(&lock); }

/// SplitMix64.
static uint64_t next_random(void) {
  uint64_t mixed = random_state += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

static void *grown(void *items, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return items;
  *capacity = *capacity ? *capacity * 2 : 64;
  return realloc(items, *capacity * size);
}

void disk_opened(int descriptor, const char *path) {
  struct stat status;
  if (descriptor >= most_descriptors || fstat(descriptor, &status) != 0) return;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return;
  struct file *file = files;
  while (file && (file->device != status.st_dev || file->number != status.st_ino)) file = file->next;
  if (!file) {
    char link[64];
    file = calloc(1, sizeof *file);
    file->device = status.st_dev;
    file->number = status.st_ino;
    if (S_ISDIR(status.st_mode)) file->folder = strdup(path);
    // Opened anew, so that it has no part in the locks of the program's own.
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    file->descriptor = (int)syscall(SYS_openat, AT_FDCWD, link, (file->folder ? O_RDONLY : O_RDWR) | O_CLOEXEC, 0);
    file->next = files;
    files = file;
  }
  atomic_store(&open_files[descriptor], file);
}

void disk_closed(int descriptor) { atomic_store(&open_files[descriptor], NULL); }

void disk_mapped(int descriptor) {
  struct file *file = disk_file(descriptor);
  if (file) file->is_mapped = true;
}

void disk_remember(struct file *file, int64_t start, size_t length) {
  struct stat status;
  fstat(file->descriptor, &status);
  struct change change = {.start = start, .length = length, .size_before = status.st_size};
  int64_t end = length == 0 || start + (int64_t)length > status.st_size ? status.st_size : start + (int64_t)length;
  if (end > start) {
    change.before_length = (size_t)(end - start);
    change.before = malloc(change.before_length);
    if (pread(file->descriptor, change.before, change.before_length, start) != (ssize_t)change.before_length) abort();
  }
  file->changes = grown(file->changes, file->count, &file->capacity, sizeof change);
  file->changes[file->count++] = change;
}

void disk_remember_name(enum name_change change, const char *path, const char *other) {
  names = grown(names, name_count, &name_capacity, sizeof *names);
  names[name_count++] = (struct name){change, ++last_name, strdup(path), other ? strdup(other) : NULL};
}

void disk_make_place(char *place) { snprintf(place, longest_path, "%s.lost/%d-%llu", root, getpid(), (unsigned long long)++places); }

struct flush disk_begin_flush(struct file *file) { return (struct flush){file->count, last_name}; }

static bool is_in(const char *path, const char *folder) {
  const char *last = strrchr(path, '/');
  return last && (size_t)(last - path) == strlen(folder) && strncmp(path, folder, strlen(folder)) == 0;
}

void disk_end_flush(struct file *file, struct flush flush) {
  if (planned_end == power_cut_end_with_lying_disk) return;
  if (file->folder) {
    size_t kept = 0;
    for (size_t i = 0; i < name_count; i++)
      if (names[i].number > flush.names || !is_in(names[i].path, file->folder)) names[kept++] = names[i];
    name_count = kept;
  } else {
    // Another flush may have ended before.
    size_t done = flush.changes < file->count ? flush.changes : file->count;
    for (size_t i = 0; i < done; i++) free(file->changes[i].before);
    memmove(file->changes, file->changes + done, (file->count - done) * sizeof *file->changes);
    file->count -= done;
  }
}

static void write_back(int descriptor, const unsigned char *bytes, size_t length, int64_t start) {
  while (length > 0) {
    long written = syscall(SYS_pwrite64, descriptor, bytes, length, start);
    if (written <= 0) abort();
    bytes += written;
    length -= (size_t)written;
    start += written;
  }
}

/// Takes back the changes of a file from one on.
static void undo(struct file *file, size_t first) {
  for (size_t i = file->count; i-- > first;) {
    struct change *change = &file->changes[i];
    if (change->before_length > 0) write_back(file->descriptor, change->before, change->before_length, change->start);
    if (syscall(SYS_ftruncate, file->descriptor, change->size_before) != 0) abort();
  }
}

/// Some of what was not flushed is there: nothing, all, the earlier part, or the earlier part and sectors of the rest.
static void lose_changes(struct file *file) {
  struct stat status;
  if (file->folder || file->is_mapped || file->count == 0) return;
  uint64_t way = keeps_nothing ? 1 : next_random() % 4;
  if (way == 0) return;
  size_t first = way == 1 ? 0 : (size_t)(next_random() % (file->count + 1));
  if (way < 3) return undo(file, first);
  fstat(file->descriptor, &status);
  unsigned char *written = malloc((size_t)status.st_size + 1);
  if (pread(file->descriptor, written, (size_t)status.st_size, 0) != status.st_size) abort();
  undo(file, first);
  for (size_t i = first; i < file->count; i++) {
    struct change *change = &file->changes[i];
    for (int64_t start = change->start / sector * sector; start < change->start + (int64_t)change->length; start += sector) {
      int64_t end = start + sector < status.st_size ? start + sector : status.st_size;
      if (start < end && next_random() % 2 == 0) write_back(file->descriptor, written + start, (size_t)(end - start), start);
    }
  }
}

static void lose_names(void) {
  char place[longest_path];
  uint64_t way = keeps_nothing ? 1 : next_random() % 3;
  size_t first = way == 0 ? name_count : way == 1 ? 0 : (size_t)(next_random() % (name_count + 1));
  for (size_t i = name_count; i-- > first;) {
    struct name *name = &names[i];
    int result = 0;
    switch (name->change) {
      case made_file: result = (int)syscall(SYS_unlinkat, AT_FDCWD, name->path, 0); break;
      case made_folder:
        // With whatever is in it.
        disk_make_place(place);
        result = (int)syscall(SYS_renameat2, AT_FDCWD, name->path, AT_FDCWD, place, 0);
        break;
      case removed_file:
      case renamed: result = (int)syscall(SYS_renameat2, AT_FDCWD, name->other, AT_FDCWD, name->path, 0); break;
      case removed_folder: result = (int)syscall(SYS_mkdirat, AT_FDCWD, name->path, 0777); break;
    }
    if (result != 0) abort();
  }
}

void disk_step(void) {
  if (++calls != last_call) return;
  if (planned_end != power_cut_end_killed) {
    for (struct file *file = files; file; file = file->next) lose_changes(file);
    lose_names();
  }
  // With the lock held: nobody writes any more.
  kill(getpid(), SIGKILL);
  for (;;) pause();
}
#endif
