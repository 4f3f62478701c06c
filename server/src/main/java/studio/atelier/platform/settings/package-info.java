/// Reads `ATELIER_*` settings from the environment and command line into one validated record per room, and
/// reports every fault at once. Knows the names of no room.
@NullMarked
@ApplicationModule(
        id = "platform.settings",
        displayName = "Platform: settings",
        allowedDependencies = {})
package studio.atelier.platform.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
