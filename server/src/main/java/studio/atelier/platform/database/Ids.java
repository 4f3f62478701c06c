package studio.atelier.platform.database;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/// Makes the ids of rows: UUIDv7, so that new rows stand together in an index.
public interface Ids {

    UUID next();

    /// Ordered by time, then by a counter within the millisecond.
    static Ids timeOrdered() {
        return UuidCreator::getTimeOrderedEpochPlus1;
    }
}
