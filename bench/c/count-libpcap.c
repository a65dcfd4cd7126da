/*
 * count-libpcap FILE
 *
 * P of docs/performance.md: pcap_loop over a capture that counts packets and adds up their captured lengths, and
 * does nothing else. Prints {"packets":N,"bytes":N,"nanoseconds":N}; the time is that of the loop alone.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

struct count {
  uint64_t packets;
  uint64_t bytes;
};

static void add(u_char *user, const struct pcap_pkthdr *header, const u_char *data) {
  struct count *count = (struct count *)user;
  (void)data;
  count->packets++;
  count->bytes += header->caplen;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE];
  struct count count = {0, 0};
  if (argc != 2) return fprintf(stderr, "usage: count-libpcap FILE\n"), 2;
  pcap_t *capture = pcap_open_offline(argv[1], error);
  if (capture == NULL) return fprintf(stderr, "%s\n", error), 1;
  uint64_t start = now();
  int status = pcap_loop(capture, -1, add, (u_char *)&count);
  uint64_t end = now();
  if (status != 0) return fprintf(stderr, "%s\n", pcap_geterr(capture)), 1;
  pcap_close(capture);
  printf("{\"packets\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"nanoseconds\":%" PRIu64 "}\n", count.packets, count.bytes,
         end - start);
  return 0;
}
