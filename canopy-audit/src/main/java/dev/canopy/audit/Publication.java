package dev.canopy.audit;

import java.util.Optional;

/**
 * How far a log's process has got with publishing its checkpoints.
 *
 * @param signedSize so many entries are signed
 * @param publishedSize so many are under a checkpoint that every witness and anchor took
 * @param witnessedSize so many are under one that the policy finds cosigned enough; 0 without one
 * @param failures how often a witness or an anchor did not take a checkpoint
 * @param trouble what the last try failed with; empty if it did not
 */
public record Publication(
    long signedSize,
    long publishedSize,
    long witnessedSize,
    long failures,
    Optional<String> trouble) {}
