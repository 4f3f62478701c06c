/// What has just changed, live: committed rows from the database's log, one reader per node, told to
/// whoever listens now. Nothing is kept; what must arrive reads the events. Rooms offer a
/// [studio.atelier.platform.feed.FeedView] per table; people hear it at `/api/events`.
@NullMarked
@ApplicationModule(
        id = "platform.feed",
        displayName = "Platform: feed",
        allowedDependencies = {"platform.settings", "platform.database", "platform.problem", "platform.http"})
package studio.atelier.platform.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
