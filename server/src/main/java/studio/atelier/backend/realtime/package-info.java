/// What is told live: channels over one socket as the Supabase clients speak them, with broadcast, presence,
/// private channels decided by policies, and the changes of rows. Nothing is kept but what the database sends.
@NullMarked
@ApplicationModule(
        id = "backend.realtime",
        displayName = "Backend: realtime",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.problem",
            "platform.telemetry",
            "platform.schedule",
            "platform.feed",
            "platform.http"
        })
package studio.atelier.backend.realtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
