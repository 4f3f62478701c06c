package studio.atelier.backend.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person as other rooms and the studio's pages see one.
///
/// @param admin platform administrator
public record Person(
        UUID id,
        @Nullable String email,
        @Nullable String name,
        @Nullable String avatarUrl,
        boolean admin,
        Instant createdAt) {}
