// What Swift's import of the C library leaves out about threads, because it is variadic or a GNU extension.
#ifndef CAFTERWORK_H
#define CAFTERWORK_H

#ifdef __linux__
/// The kernel's number of the calling thread.
long cafterwork_thread_number(void);

/// Names the calling thread for debuggers and `top -H`; the kernel keeps 15 bytes.
void cafterwork_name_thread(const char *name);

/// Has the thread with this number run only when no other wants its core, or with nice value 19 where that is not allowed. Returns 0,
/// or -1 with `errno` set.
int cafterwork_lower_thread(long number);
#endif

#endif
