package studio.atelier.engine.media;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known about some bytes before they are read.
///
/// @param owner      whose they will be
/// @param declared   the type somebody says it is; only for messages, the bytes decide
/// @param expected   refused when it turns out to be another kind; null takes any
/// @param provenance of a generated file; null for an upload, which is kept byte for byte
public record MediaHints(
        MediaOwner owner,
        String declared,
        @Nullable MediaKind expected,
        @Nullable Provenance provenance) {

    public static MediaHints result(MediaOwner owner, String declared, @Nullable MediaKind expected, Provenance made) {
        return new MediaHints(owner, declared, expected, made);
    }

    public static MediaHints upload(MediaOwner owner, String declared) {
        return new MediaHints(owner, declared, null, null);
    }

    Optional<Provenance> made() {
        return Optional.ofNullable(provenance);
    }
}
