package dev.canopy.audit;

/** All that a verifier can say of a log: whether it is in order, and what of it is signed. */
public record Assessment(Verdict verdict, Seal seal) {}
