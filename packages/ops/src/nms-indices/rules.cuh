// What greedy non-maximum suppression goes by.
#ifndef POLYINFER_OPS_RULES_CUH_
#define POLYINFER_OPS_RULES_CUH_

/** The first words of a plan, as `rules-words.ts` writes them. */
struct Rules {
  float from;                                 /* the smallest score that is enough */
  unsigned candidates, detections, per_class; /* at most */
  float least, low, slack;
  int is_per_class;
  int is_limited; /* whether `per_class` can be reached */
};

#endif
