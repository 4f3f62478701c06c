/// GPU workers: who they are and what they may serve, the protocol by which they lease runs, and the signal
/// by which their number can follow the queue.
@NullMarked
@ApplicationModule(
        id = "engine.workers",
        displayName = "Engine: workers",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.limits",
            "platform.events",
            "platform.outbound",
            "platform.schedule",
            "platform.telemetry",
            "backend.audit",
            "engine.catalog",
            "engine.generation",
            "engine.media"
        })
package studio.atelier.engine.workers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
