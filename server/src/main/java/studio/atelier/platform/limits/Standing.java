package studio.atelier.platform.limits;

import java.time.Duration;

/// Where a caller stands with one limit.
///
/// @param name      of the limit: `requests`
/// @param rate      what holds for this caller
/// @param remaining how many are left now
/// @param reset     how long until all are back, or after a refusal until there is one
public record Standing(String name, Rate rate, long remaining, Duration reset) {}
