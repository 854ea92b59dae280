#ifdef __linux__
// The calls of the C library that change what is in files, folders and memory that is a file. Each passes on to the kernel.
#define _GNU_SOURCE
#include "Disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static bool is_there(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

static int open_file(const char *path, int flags, mode_t mode) {
  if (!disk_holds(path)) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  disk_lock();
  bool is_made = (flags & O_CREAT) && !is_there(path);
  if (is_made) disk_step();
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  int error = errno;
  if (descriptor >= 0) {
    if (is_made) disk_remember_name(made_file, path, NULL);
    disk_opened(descriptor, path);
  }
  disk_unlock();
  errno = error;
  return descriptor;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open_file(path, flags, mode);
}

int close(int descriptor) {
  if (disk_file(descriptor)) disk_closed(descriptor);
  return (int)syscall(SYS_close, descriptor);
}

static ssize_t write_at(int descriptor, const void *bytes, size_t length, off64_t start) {
  struct file *file = disk_file(descriptor);
  if (!file || length == 0) return syscall(SYS_pwrite64, descriptor, bytes, length, start);
  disk_lock();
  disk_step();
  ssize_t written = -1;
  if (!disk_fails(false)) {
    disk_remember(file, start, length);
    written = syscall(SYS_pwrite64, descriptor, bytes, length, start);
  }
  disk_unlock();
  return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t start) { return write_at(descriptor, bytes, length, start); }
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t start) { return write_at(descriptor, bytes, length, start); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
  struct file *file = disk_file(descriptor);
  if (!file || length == 0) return syscall(SYS_write, descriptor, bytes, length);
  disk_lock();
  disk_step();
  ssize_t written = -1;
  if (!disk_fails(false)) {
    int is_appending = fcntl(descriptor, F_GETFL) & O_APPEND;
    disk_remember(file, lseek(descriptor, 0, is_appending ? SEEK_END : SEEK_CUR), length);
    written = syscall(SYS_write, descriptor, bytes, length);
  }
  disk_unlock();
  return written;
}

static int set_size(int descriptor, off64_t size) {
  struct file *file = disk_file(descriptor);
  if (!file) return (int)syscall(SYS_ftruncate, descriptor, size);
  disk_lock();
  disk_step();
  disk_remember(file, size, 0);
  int result = (int)syscall(SYS_ftruncate, descriptor, size);
  disk_unlock();
  return result;
}

int ftruncate(int descriptor, off_t size) { return set_size(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return set_size(descriptor, size); }

static int flush(int descriptor, long call) {
  struct file *file = disk_file(descriptor);
  if (!file) return (int)syscall(call, descriptor);
  disk_lock();
  disk_step();
  bool is_failing = disk_fails(true);
  struct flush flush = disk_begin_flush(file);
  disk_unlock();
  if (is_failing) return -1;
  // For as long as it takes: others go on meanwhile, and the power may fail.
  int result = (int)syscall(call, descriptor);
  disk_lock();
  if (result == 0) disk_end_flush(file, flush);
  disk_unlock();
  return result;
}

int fsync(int descriptor) { return flush(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return flush(descriptor, SYS_fdatasync); }

static void *map(void *address, size_t length, int protection, int flags, int descriptor, off64_t start) {
  if ((flags & MAP_SHARED) && (protection & PROT_WRITE)) disk_mapped(descriptor);
  return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, start);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t start) {
  return map(address, length, protection, flags, descriptor, start);
}

void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off64_t start) {
  return map(address, length, protection, flags, descriptor, start);
}

/// Makes a call that changes a name, and remembers it if it has.
#define CHANGING_NAME(path, change, other, call) \
  if (!disk_holds(path)) return (int)(call); \
  disk_lock(); \
  disk_step(); \
  int result = (int)(call); \
  int error = errno; \
  if (result == 0) disk_remember_name(change, path, other); \
  disk_unlock(); \
  errno = error; \
  return result

int mkdir(const char *path, mode_t mode) { CHANGING_NAME(path, made_folder, NULL, syscall(SYS_mkdirat, AT_FDCWD, path, mode)); }

int rmdir(const char *path) { CHANGING_NAME(path, removed_folder, NULL, syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)); }

int mkfifo(const char *path, mode_t mode) {
  CHANGING_NAME(path, made_file, NULL, syscall(SYS_mknodat, AT_FDCWD, path, mode | S_IFIFO, 0));
}

int rename(const char *old, const char *new) {
  if (!disk_holds(old)) return (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0);
  // What would be replaced is not remembered.
  CHANGING_NAME(old, renamed, new, syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE));
}

int unlink(const char *path) {
  char place[4096];
  if (!disk_holds(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  disk_lock();
  disk_step();
  disk_make_place(place);
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, place, RENAME_NOREPLACE);
  int error = errno;
  if (result == 0) disk_remember_name(removed_file, path, place);
  disk_unlock();
  errno = error;
  return result;
}
#else
#include "PowerCut.h"

bool power_cut_plan(const char *folder, enum power_cut_end end, uint64_t call, uint64_t seed) { return false; }
void power_cut_plan_failure(uint64_t first, uint64_t count, int error) {}
#endif
