/// The way the house says no: codes declared once per room, with status, title and the sentence that says
/// what to do.
@NullMarked
@ApplicationModule(
        id = "platform.problem",
        displayName = "Platform: problem",
        allowedDependencies = {})
package studio.atelier.platform.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
