/// How often something may be done: token buckets, bounded in memory, by any key; in this process, or in Redis for
/// all nodes together.
@NullMarked
@ApplicationModule(
        id = "platform.limits",
        displayName = "Platform: limits",
        allowedDependencies = {"platform.settings", "platform.problem", "platform.telemetry"})
package studio.atelier.platform.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
