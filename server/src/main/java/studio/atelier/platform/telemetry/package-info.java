/// What the operator sees: log lines as JSON without secrets, metrics with names from one file, health
/// checks.
@NullMarked
@ApplicationModule(
        id = "platform.telemetry",
        displayName = "Platform: telemetry",
        allowedDependencies = {"platform.settings"})
package studio.atelier.platform.telemetry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
