// The disk of a program under a folder, as it is after a power cut, or after a kill.
//
// A program that links this has its file system calls come by here first: an executable's functions go before those of the C library, for
// the libraries that it has loaded too, SQLite among them. What is written reaches the file at once, so that all reads are as ever, and is
// remembered until it is flushed. When the power fails, what was not flushed is taken back, or some of it, and the process ends.
//
// Followed are: bytes written, files that grow or shrink, and the names of files and folders that are made, renamed or removed, which only a
// flush of their folder keeps. Not followed is memory that is a file: what it holds after a power cut may be anything.
#ifndef POWERCUT_H
#define POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

/// How a program ends.
enum power_cut_end {
  /// Killed: all that it has written stays.
  power_cut_end_killed = 0,
  /// The power fails: of what was not flushed some may be there and some may not, sectors and names each for itself.
  power_cut_end_without_power = 1,
  /// The same, and the disk had never flushed anything, whatever it said.
  power_cut_end_with_lying_disk = 2,
};

/// Says when and how the program ends.
///
/// - `folder`: the disk, without a link in its path. What the program leaves elsewhere stays. A folder of the same name with ".lost" behind
///   it takes what has no name any more.
/// - `call`: before which call that changes something under the folder, counted from 1 and from now on.
/// - `seed`: chooses what of that which was not flushed is there all the same; with 0 nothing is.
///
/// Returns whether that is possible here: on Linux alone.
bool power_cut_plan(const char *folder, enum power_cut_end end, uint64_t call, uint64_t seed);

/// Has the disk fail for a while: from one call on, counted as above, and for so many.
///
/// - `error`: `ENOSPC`, with which nothing more is written, or `EIO`, with which nothing is flushed either.
void power_cut_plan_failure(uint64_t first, uint64_t count, int error);

#endif
