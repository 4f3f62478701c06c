package studio.atelier.engine.generation;

import java.time.Duration;

/// How much of one kind waits for workers.
///
/// @param waiting runs that a worker could take now
/// @param leased  runs in workers' hands
/// @param oldest  how long the oldest waiting run has waited; zero when none waits
public record RemoteDemand(String jobKind, long waiting, long leased, Duration oldest) {}
