/* The loops that replay a program: for one input, and for many rows at once.

   A program is a list of 32-bit integers. For one input it is made of runs of one op:
   op, count, then for each instruction the slot of the result and those of the operands.
   A sum of products is: result, number of plain terms, number of products, the slots.
   sums.h has the form of sums side by side, rows.h that for rows; both are compiled twice
   here, for every processor and for those with AVX2, and use_avx2() says at run time
   which one to take. */

#ifndef AUTOGRAD_CORE_LOOPS
#define AUTOGRAD_CORE_LOOPS

#include <stdint.h>
#include <string.h>
#include "scalar_ops.h"

#define BLOCK 64 /* rows that are computed at once; a slot is as long */

#if defined(__GNUC__)
typedef int64_t __attribute__((may_alias)) pattern;
typedef double lanes __attribute__((vector_size(32), aligned(32)));
typedef double loose_lanes __attribute__((vector_size(32), aligned(8)));
typedef int64_t bits __attribute__((vector_size(32), aligned(32)));
#define LANES 4
#else
typedef int64_t pattern;
#endif

#define ROWS(name) name##_baseline
#include "rows.h"
#include "sums.h"
#undef ROWS

#if defined(__GNUC__) && defined(__x86_64__)
#define HAS_AVX2 1
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
#define ROWS(name) name##_avx2
#include "rows.h"
#include "sums.h"
#undef ROWS
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
static int use_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
#else
#define HAS_AVX2 0
static int use_avx2(void) { return 0; }
#define run_rows_avx2 run_rows_baseline
#define sums_avx2 sums_baseline
#define are_finite_avx2 are_finite_baseline
#endif

/* Replay from `at`; gives `end`, or the place of an instruction that Python does. */
static const int32_t *run_one(const int32_t *at, const int32_t *end, double *s, int avx2)
{
    while (at < end) {
        int32_t op = at[0], n = at[1];
        const int32_t *p = at + 2;
        switch (op) {
#define F1(code, e) case code: for (; n > 0; n--, p += 2) { double x = s[p[1]]; s[p[0]] = e; } break;
#define F2(code, e) case code: for (; n > 0; n--, p += 3) { double x = s[p[1]], y = s[p[2]]; s[p[0]] = e; } break;
#define F3(code, e) case code: for (; n > 0; n--, p += 4) { double x = s[p[1]], y = s[p[2]], z = s[p[3]]; s[p[0]] = e; } break;
        OPERATIONS
        ELEMENTARY
#undef F1
#undef F2
#undef F3
        case OP_LINEAR:
            for (; n > 0; n--) {
                int32_t out = p[0], plain = p[1], pairs = p[2];
                double total = -0.0; /* -0.0 + x is x, whatever its sign */
                p += 3;
                for (; plain > 0; plain--, p++) total += s[p[0]];
                for (; pairs > 0; pairs--, p += 2) total += s[p[0]] * s[p[1]];
                s[out] = total;
            }
            break;
        case OP_SUMS:
            for (; n > 0; n--) p = avx2 ? sums_avx2(p, s) : sums_baseline(p, s);
            break;
        default:
            return at;
        }
        at = p;
    }
    return end;
}

/* Gather slots: pairs of the first of those that lie side by side, -1 for zeros, and how
   many they are. */
static void take_stretches(double *restrict out, const double *restrict s,
                           const int32_t *pair, const int32_t *end)
{
    for (; pair < end; pair += 2) {
        const double *from = s + pair[0];
        int32_t n = pair[1];
        if (pair[0] < 0) memset(out, 0, n * sizeof(double));
        else if (n > 8) memcpy(out, from, n * sizeof(double));
        else for (int32_t i = 0; i < n; i++) out[i] = from[i];
        out += n;
    }
}

/* Whether all numbers are finite. */
static int are_finite(const double *x, long n, int avx2)
{
    return avx2 ? are_finite_avx2(x, n) : are_finite_baseline(x, n);
}

#endif
