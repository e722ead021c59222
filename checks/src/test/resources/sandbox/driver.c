/*
 * The first process of the sandbox. Reads requests "SHELL FLAG LENGTH\n" and LENGTH bytes of text from
 * standard input, runs `SHELL FLAG TEXT` in a fresh working directory until all its processes are
 * gone or the time is up, and answers with blocks "KIND LENGTH\n" and bytes:
 *   status  exit status, or "timeout"
 * and, if FLAG is not -n,
 *   runs    what the stubs recorded
 *   files   "+path\0" for each that is new or changed, "-path\0" for each that is gone
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST (96 * 1024)
#define SECONDS 4

static const char *const TEMPLATE[] = {"a.txt", "b.txt", "c.log", ".hid", "x_y", "d/e.txt", "script.sh", NULL};
static char text[MOST + 1];
static char files[256 * 1024];
static size_t files_length;

static int removes(const char *path, const struct stat *s, int kind, struct FTW *at) {
  (void)s;
  (void)kind;
  if (at->level > 0) {
    remove(path);
  }
  return 0;
}

static const char *content(const char *path) {
  return strcmp(path, "script.sh") ? path : "# a script of the project\n";
}

static void reset(void) {
  nftw("/w", removes, 16, FTW_DEPTH | FTW_PHYS);
  nftw("/tmp", removes, 16, FTW_DEPTH | FTW_PHYS);
  if (chdir("/w") || mkdir("d", 0755)) {
    perror("reset");
    exit(3);
  }
  for (int i = 0; TEMPLATE[i]; i++) {
    int f = open(TEMPLATE[i], O_WRONLY | O_CREAT | O_TRUNC, 0755);
    const char *line = content(TEMPLATE[i]);
    if (f < 0 || write(f, line, strlen(line)) < 0) {
      perror("reset");
      exit(3);
    }
    close(f);
  }
  int log = open("/log/runs", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  close(log);
}

/* On some machines sh is dash, on others bash: here it is what the text itself is run by. */
static void choose_sh(const char *shell) {
  unlink("/log/sh");
  if (symlink(strcmp(shell, "dash") ? "/real/bash" : "/real/dash", "/log/sh")) {
    perror("sh");
    exit(3);
  }
}

static void tell(char sign, const char *path) {
  size_t length = strlen(path) + 1;
  if (files_length + length + 1 < sizeof files) {
    files[files_length++] = sign;
    memcpy(files + files_length, path, length);
    files_length += length;
  }
}

static int unchanged(const char *path, const char *want) {
  char found[64];
  int f = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (f < 0) {
    return 0;
  }
  ssize_t n = read(f, found, sizeof found);
  close(f);
  return n == (ssize_t)strlen(want) && !memcmp(found, want, n);
}

static int looks(const char *path, const struct stat *s, int kind, struct FTW *at) {
  (void)s;
  (void)kind;
  if (at->level == 0 || !strcmp(path, "/w/d")) {
    return 0;
  }
  if (!strncmp(path, "/w/", 3)) {
    for (int i = 0; TEMPLATE[i]; i++) {
      if (!strcmp(TEMPLATE[i], path + 3)) {
        if (!unchanged(path, content(TEMPLATE[i]))) {
          tell('+', path);
        }
        return 0;
      }
    }
  }
  tell('+', path);
  return 0;
}

static void compare(void) {
  struct stat s;
  files_length = 0;
  nftw("/w", looks, 16, FTW_PHYS);
  nftw("/tmp", looks, 16, FTW_PHYS);
  for (int i = 0; TEMPLATE[i]; i++) {
    char path[64];
    snprintf(path, sizeof path, "/w/%s", TEMPLATE[i]);
    if (lstat(path, &s)) {
      tell('-', path);
    }
  }
  if (lstat("/w/d", &s)) {
    tell('-', "/w/d");
  }
}

static void limit(int what, rlim_t most) {
  struct rlimit r = {most, most};
  setrlimit(what, &r);
}

static void run(const char *shell, const char *flag) {
  char path[64];
  char *const environment[] = {"PATH=/bin", "HOME=/w", "LC_ALL=C.UTF-8", NULL};
  char *const arguments[] = {(char *)shell, (char *)flag, text, NULL};
  char *const check[] = {(char *)shell, "-n", "-c", text, NULL};
  setsid();
  limit(RLIMIT_CPU, 2);
  limit(RLIMIT_FSIZE, 256 * 1024);
  limit(RLIMIT_NPROC, 300);
  limit(RLIMIT_AS, 512l * 1024 * 1024);
  limit(RLIMIT_CORE, 0);
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  dup2(null, 1);
  dup2(null, 2);
  for (int i = 3; i < 16; i++) {
    close(i);
  }
  snprintf(path, sizeof path, "/real/%s", shell);
  execve(path, strcmp(flag, "-n") ? arguments : check, environment);
  _exit(125);
}

static int until_all_gone(pid_t first, int *timeout) {
  int status = 0, of_first = -1;
  struct timespec start, now;
  struct timespec nap = {0, 300 * 1000};
  clock_gettime(CLOCK_MONOTONIC, &start);
  *timeout = 0;
  for (;;) {
    pid_t gone = waitpid(-1, &status, WNOHANG);
    if (gone < 0 && errno == ECHILD) {
      return of_first;
    }
    if (gone == first) {
      of_first = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    if (gone > 0) {
      continue;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - start.tv_sec >= SECONDS) {
      *timeout = 1;
      kill(-1, SIGKILL);
    }
    nanosleep(&nap, NULL);
  }
}

static void answer(const char *kind, const char *bytes, size_t length) {
  printf("%s %zu\n", kind, length);
  fwrite(bytes, 1, length, stdout);
}

int main(void) {
  char shell[16], flag[8];
  size_t length;
  signal(SIGPIPE, SIG_IGN);
  while (scanf("%15s %7s %zu", shell, flag, &length) == 3) {
    if (getchar() != '\n' || length > MOST || fread(text, 1, length, stdin) != length) {
      return 2;
    }
    text[length] = 0;
    int timeout = 0;
    int checks = !strcmp(flag, "-n");
    if (!checks) {
      reset();
      choose_sh(shell);
    }
    pid_t child = fork();
    if (child == 0) {
      run(shell, flag);
    }
    int status = until_all_gone(child, &timeout);
    char line[32];
    int n = snprintf(line, sizeof line, timeout ? "timeout" : "%d", status);
    answer("status", line, n);
    if (checks) {
      fflush(stdout);
      continue;
    }
    compare();
    int log = open("/log/runs", O_RDONLY);
    static char runs[1024 * 1024];
    ssize_t got = log < 0 ? 0 : read(log, runs, sizeof runs);
    close(log);
    answer("runs", runs, got < 0 ? 0 : got);
    answer("files", files, files_length);
    fflush(stdout);
  }
  return 0;
}
