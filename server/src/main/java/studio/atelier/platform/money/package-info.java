/// Money as a type.
@NullMarked
@ApplicationModule(
        id = "platform.money",
        displayName = "Platform: money",
        allowedDependencies = {})
package studio.atelier.platform.money;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
