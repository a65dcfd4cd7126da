/*
 * read-floor FILE
 *
 * F of docs/performance.md: read() of a whole file into a buffer of 4 MiB, and nothing else. No reader of captures
 * can be faster. Prints {"packets":0,"bytes":N,"nanoseconds":N}; the time is that of the loop alone.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static char buffer[4 << 20];

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv) {
  uint64_t bytes = 0;
  ssize_t count;
  if (argc != 2) return fprintf(stderr, "usage: read-floor FILE\n"), 2;
  int file = open(argv[1], O_RDONLY);
  if (file < 0) return perror(argv[1]), 1;
  uint64_t start = now();
  while ((count = read(file, buffer, sizeof buffer)) > 0) bytes += (uint64_t)count;
  uint64_t end = now();
  if (count < 0) return perror(argv[1]), 1;
  printf("{\"packets\":0,\"bytes\":%" PRIu64 ",\"nanoseconds\":%" PRIu64 "}\n", bytes, end - start);
  return 0;
}
