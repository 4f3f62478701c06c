/// `/functions/v1/{name}`: collects the functions that rooms offer and answers them in one envelope.
@NullMarked
@ApplicationModule(
        id = "surfaces.functions",
        displayName = "Surfaces: functions",
        allowedDependencies = {"platform.http", "platform.problem"})
package studio.atelier.surfaces.functions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
