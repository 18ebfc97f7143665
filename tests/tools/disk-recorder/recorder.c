/*
 * Preloaded into one process, it stands between that process and the files of one folder: writes down, in order,
 * what is done to them, and lets the n-th of those calls fail when told to. `log.ts` reads what it writes;
 * `control.ts` says how the process speaks to it. System calls are made directly, so that nothing here can run
 * into its own stand-ins.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum record { CREATED = 1, WRITTEN = 2, RESIZED = 3, SYNCED = 4, UNLINKED = 5, RENAMED = 6, MARKED = 7 };

/* IGNORED files count as I/O calls that may fail, but are not written down: the -shm is rebuilt after a crash. */
enum watch { NOT_OURS = 0, WATCHED, IGNORED, CONTROL };

struct __attribute__((packed)) header {
  uint8_t record;
  uint8_t reserved;
  uint16_t name_length;
  uint32_t data_length;
  uint64_t offset;
};

struct watched {
  enum watch watch;
  char name[256];
};

#define MOST_FILES 1024
/* Out of the way of the process's own descriptors. */
#define OWN_FILES 900

static struct watched files[MOST_FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *folder;
static const char *control;
static int log_fd = -1;
static int status_fd = -1;

static long calls;
static long struck;
/* The call that fails; 0 while none is to. */
static long fault_at;
static int fault_errno;
static int fault_lasts;
/* While the process looks at its own files from outside. */
static int paused;

static void give_up(const char *why) {
  dprintf(2, "disk recorder: %s (%s)\n", why, strerror(errno));
  abort();
}

static int own_file(const char *variable, int flags) {
  const char *path = getenv(variable);
  if (path == NULL) return -1;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) give_up(path);
  int own = fcntl(fd, F_DUPFD_CLOEXEC, OWN_FILES);
  if (own < 0) give_up(path);
  syscall(SYS_close, fd);
  return own;
}

static void start(void) {
  folder = getenv("DISK_RECORDER_FOLDER");
  control = getenv("DISK_RECORDER_CONTROL");
  log_fd = own_file("DISK_RECORDER_LOG", O_WRONLY | O_APPEND);
  status_fd = own_file("DISK_RECORDER_CONTROL", O_RDWR);
}

/* The name below the folder ("" is the folder itself), or NULL when the path leads elsewhere. */
static const char *name_of(const char *path) {
  pthread_once(&once, start);
  if (folder == NULL) return NULL;
  size_t length = strlen(folder);
  if (strncmp(path, folder, length) != 0) return NULL;
  if (path[length] == '\0') return "";
  return path[length] == '/' ? path + length + 1 : NULL;
}

static enum watch watch_of(const char *name) {
  size_t length = strlen(name);
  int shm = length > 4 && strcmp(name + length - 4, "-shm") == 0;
  return shm ? IGNORED : WATCHED;
}

static struct watched *watched(int fd) {
  return fd >= 0 && fd < MOST_FILES && files[fd].watch != NOT_OURS ? &files[fd] : NULL;
}

static void note(enum record record, const char *name, uint64_t offset, const void *data, size_t length) {
  if (log_fd < 0) return;
  struct header header = {(uint8_t)record, 0, (uint16_t)strlen(name), (uint32_t)length, offset};
  struct iovec parts[] = {
      {&header, sizeof header},
      {(void *)name, header.name_length},
      {(void *)data, length},
  };
  size_t all = sizeof header + header.name_length + length;
  if (syscall(SYS_writev, log_fd, parts, 3) != (long)all) give_up("the log could not be written");
}

static void note_file(enum record record, const struct watched *file, uint64_t offset, const void *data, size_t length) {
  if (file->watch == WATCHED) note(record, file->name, offset, data, length);
}

static void tell_status(void) {
  char text[64];
  int length = snprintf(text, sizeof text, "%ld %ld\n", calls, struck);
  if (syscall(SYS_ftruncate, status_fd, 0) != 0 || syscall(SYS_pwrite64, status_fd, text, length, 0) != length)
    give_up("the status could not be written");
}

/* Counts an I/O call. Not 0 when it is to fail; errno says how. */
static int fails(void) {
  if (paused) return 0;
  calls += 1;
  if (fault_at == 0 || calls < fault_at) return 0;
  if (!fault_lasts && calls > fault_at) return 0;
  struck += 1;
  tell_status();
  errno = fault_errno;
  return 1;
}

/* One word from the process: "mark …", "fail <n> <errno> <once|on>", "work", "pause" or "resume". */
static void obey(const char *data, size_t length) {
  char text[256];
  char extent[8];
  if (length >= sizeof text) give_up("a word to the recorder is too long");
  memcpy(text, data, length);
  text[length] = '\0';
  if (strncmp(text, "mark ", 5) == 0) {
    note(MARKED, "", 0, text + 5, length - 5);
    return;
  }
  if (strcmp(text, "work") == 0) {
    fault_at = 0;
  } else if (strcmp(text, "pause") == 0 || strcmp(text, "resume") == 0) {
    paused = text[0] == 'p';
  } else if (sscanf(text, "fail %ld %d %7s", &fault_at, &fault_errno, extent) == 3) {
    fault_lasts = strcmp(extent, "on") == 0;
    calls = 0;
    struck = 0;
  } else {
    give_up("a word to the recorder makes no sense");
  }
  tell_status();
}

static int open_at(int at, const char *path, int flags, mode_t mode) {
  pthread_once(&once, start);
  if (control != NULL && strcmp(path, control) == 0) {
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < MOST_FILES && (flags & O_ACCMODE) != O_RDONLY) files[fd].watch = CONTROL;
    return fd;
  }
  const char *name = name_of(path);
  if (name == NULL) return (int)syscall(SYS_openat, at, path, flags, mode);

  pthread_mutex_lock(&lock);
  int fd = -1;
  if (!fails()) {
    struct stat found;
    int existed = stat(path, &found) == 0;
    fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= MOST_FILES || strlen(name) >= sizeof files[0].name) give_up("a file is beyond the recorder's tables");
    if (fd >= 0) {
      files[fd].watch = watch_of(name);
      strcpy(files[fd].name, name);
      if (!existed) note_file(CREATED, &files[fd], 0, NULL, 0);
      else if (flags & O_TRUNC) note_file(RESIZED, &files[fd], 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE_OF(flags)                                  \
  mode_t mode = 0;                                      \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    mode = va_arg(rest, mode_t);                        \
    va_end(rest);                                       \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_at(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_at(at, path, flags, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < MOST_FILES) files[fd].watch = NOT_OURS;
  return (int)syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t offset) {
  struct watched *file = watched(fd);
  if (file == NULL) return syscall(SYS_pwrite64, fd, data, length, offset);
  pthread_mutex_lock(&lock);
  int failing = fails();
  int why = errno;
  /* A write that fails may have come half the way. */
  ssize_t written = syscall(SYS_pwrite64, fd, data, failing ? length / 2 : length, offset);
  if (written > 0) note_file(WRITTEN, file, (uint64_t)offset, data, (size_t)written);
  if (failing) {
    errno = why;
    written = -1;
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t write(int fd, const void *data, size_t length) {
  struct watched *file = watched(fd);
  if (file == NULL) return syscall(SYS_write, fd, data, length);
  if (file->watch == CONTROL) {
    pthread_mutex_lock(&lock);
    obey(data, length);
    pthread_mutex_unlock(&lock);
    return (ssize_t)length;
  }
  off_t offset = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  ssize_t written = write_at(fd, data, length, offset);
  if (written > 0) lseek(fd, offset + written, SEEK_SET);
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return write_at(fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
  return write_at(fd, data, length, offset);
}

static int resize(int fd, off_t length) {
  struct watched *file = watched(fd);
  if (file == NULL) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int done = fails() ? -1 : (int)syscall(SYS_ftruncate, fd, length);
  if (done == 0) note_file(RESIZED, file, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int ftruncate(int fd, off_t length) { return resize(fd, length); }
int ftruncate64(int fd, off_t length) { return resize(fd, length); }

static int synchronise(int fd, long call) {
  struct watched *file = watched(fd);
  if (file == NULL) return (int)syscall(call, fd);
  pthread_mutex_lock(&lock);
  int done = fails() ? -1 : (int)syscall(call, fd);
  if (done == 0) note_file(SYNCED, file, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int fsync(int fd) { return synchronise(fd, SYS_fsync); }
int fdatasync(int fd) { return synchronise(fd, SYS_fdatasync); }

int unlink(const char *path) {
  const char *name = name_of(path);
  if (name == NULL) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  pthread_mutex_lock(&lock);
  int done = fails() ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (done == 0 && watch_of(name) == WATCHED) note(UNLINKED, name, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int rename(const char *from, const char *to) {
  const char *old_name = name_of(from);
  const char *new_name = name_of(to);
  if (old_name == NULL || new_name == NULL)
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&lock);
  int done = fails() ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0) {
    for (int fd = 0; fd < MOST_FILES; fd += 1)
      if (files[fd].watch != NOT_OURS && strcmp(files[fd].name, old_name) == 0) strcpy(files[fd].name, new_name);
    note(RENAMED, old_name, 0, new_name, strlen(new_name));
  }
  pthread_mutex_unlock(&lock);
  return done;
}
