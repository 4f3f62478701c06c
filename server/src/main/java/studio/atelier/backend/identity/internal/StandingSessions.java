package studio.atelier.backend.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;

/// Whether the sign-in of an access token still stands, remembered for a moment, so that a token stops working when its
/// sign-in ends and not only when it expires. What is ended anywhere is told to every node. Thread-safe.
final class StandingSessions {

    /// The signal that sign-ins were ended.
    static final String SIGNAL = "sessions";

    /// How long an end may go unnoticed where the signal got lost.
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(10);

    private static final int REMEMBERED_MAX = 20_000;

    private final Sessions sessions;
    private final Cache<UUID, State> known = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    StandingSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    enum State {
        STANDS,
        /// Of the first level, while its owner has an authenticator.
        HALF,
        GONE,
        /// So is the person.
        PERSON_GONE,
        BANNED
    }

    State state(UUID sessionId, UUID userId) {
        return known.get(sessionId, id -> sessions.state(id, userId));
    }

    void forgetAll() {
        known.invalidateAll();
    }
}
