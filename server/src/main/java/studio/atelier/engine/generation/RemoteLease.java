package studio.atelier.engine.generation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// A run in a worker's hands, with everything it needs to know.
///
/// @param jobKind    one of those the worker asked for
/// @param model      the model's name without its provider
/// @param type       `text`, `image`, `video`, `audio`, `embedding`, `moderation`
/// @param parameters an object, valid against the model's schema, defaults filled in
/// @param references pictures to work from, in order; read them with [RemoteRuns#input]
/// @param attempt    this one, counted from 1
/// @param until      when the lease ends unless it is extended
public record RemoteLease(
        RemoteTicket ticket,
        String jobKind,
        String model,
        String type,
        String prompt,
        JsonNode parameters,
        List<UUID> references,
        int attempt,
        Instant until) {

    public RemoteLease {
        references = List.copyOf(references);
    }
}
