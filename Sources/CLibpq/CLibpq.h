// The client library of PostgreSQL, from the system.
#include <libpq-fe.h>
