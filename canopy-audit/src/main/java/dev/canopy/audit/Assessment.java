package dev.canopy.audit;

/**
 * All that a verifier can say of a log: whether it is in order, what of it is signed, and how far
 * others vouch for it.
 */
public record Assessment(Verdict verdict, Seal seal, Anchoring anchoring) {}
