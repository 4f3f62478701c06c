package studio.atelier.engine.generation;

import java.util.UUID;

/// What a worker shows to speak for a run: right only while its lease is the current one.
///
/// @param fencing grows with each lease
public record RemoteTicket(UUID generationId, UUID workerId, long fencing) {}
