/// How often something may be done: token buckets, bounded in memory, by any key.
@NullMarked
@ApplicationModule(
        id = "platform.limits",
        displayName = "Platform: limits",
        allowedDependencies = {"platform.settings", "platform.problem"})
package studio.atelier.platform.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
