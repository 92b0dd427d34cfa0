/* Counts how often a program has come by each place of its code, in the file that HANGUP_COVERAGE names: one octet for
 * each place, which stops at 255. hangup fuzz --coverage-file reads it.
 *
 *   gcc -fsanitize-coverage=trace-pc -c server.c
 *   gcc -c hangup_coverage.c          (without that flag)
 *   gcc server.o hangup_coverage.o -o server
 *
 * With clang the flag is -fsanitize-coverage=trace-pc-guard. See https://clang.llvm.org/docs/SanitizerCoverage.html and
 * https://gcc.gnu.org/onlinedocs/gcc/Instrumentation-Options.html. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PLACES = 1 << 16 };

static uint8_t unused[PLACES];
static uint8_t *counters = unused;

__attribute__((constructor)) static void map_counters(void) {
	const char *name = getenv("HANGUP_COVERAGE");
	if (!name)
		return;
	int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || ftruncate(file, PLACES) != 0) {
		perror(name);
		exit(2);
	}
	void *mapped = mmap(NULL, PLACES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (mapped == MAP_FAILED) {
		perror(name);
		exit(2);
	}
	close(file);
	counters = mapped;
}

static void count(uint32_t place) {
	uint8_t *counter = &counters[place % PLACES];
	if (*counter < 255)
		++*counter;
}

/* gcc: the address of the caller, from that of this function, because programs are loaded anywhere. */
void __sanitizer_cov_trace_pc(void) {
	uint64_t from = (uint64_t)((uintptr_t)__builtin_return_address(0) - (uintptr_t)&__sanitizer_cov_trace_pc);
	count((uint32_t)((from * 0x9e3779b97f4a7c15u) >> 40));
}

/* clang: a number for each place. */
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop) {
	static uint32_t numbered;
	for (uint32_t *guard = start; start != stop && guard < stop && !*guard; guard++)
		*guard = ++numbered;
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard) { count(*guard); }
