package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as written: {@code name=value}, {@code name[subscript]+=value} or {@code name=(…)}.
 *
 * @param name empty for an element of an array without a key
 * @param value null if there are elements
 * @param elements of an array, else null
 */
record Setting(
    String name,
    @Nullable RawWord subscript,
    boolean append,
    @Nullable RawWord value,
    @Nullable List<Setting> elements,
    int start,
    int end) {}
