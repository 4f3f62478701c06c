/// Named points at which a test makes the process die, so that what is promised about crashes can be shown.
@NullMarked
@ApplicationModule(
        id = "platform.failpoint",
        displayName = "Platform: failpoint",
        allowedDependencies = "platform.settings")
package studio.atelier.platform.failpoint;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
