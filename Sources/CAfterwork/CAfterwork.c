#include "CAfterwork.h"

#ifdef __linux__
// For SCHED_IDLE.
#define _GNU_SOURCE
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

long cafterwork_thread_number(void) { return syscall(SYS_gettid); }

void cafterwork_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int cafterwork_lower_thread(long number) {
  const struct sched_param none = {0};
  if (sched_setscheduler((pid_t)number, SCHED_IDLE, &none) == 0) return 0;
  return setpriority(PRIO_PROCESS, (id_t)number, 19);
}
#endif
