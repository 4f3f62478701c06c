/// What the operator is told without a second system: kinds of failures, how busy each hour was, and hours
/// out of the ordinary. Reads the log and the metrics of the house; nothing in it names a person.
@NullMarked
@ApplicationModule(
        id = "backend.monitoring",
        displayName = "Backend: monitoring",
        allowedDependencies = {
            "platform.crypto",
            "platform.database",
            "platform.schedule",
            "platform.telemetry",
            "platform.problem",
            "platform.http"
        })
package studio.atelier.backend.monitoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
