/// The one door to other people's servers: checks the address, pins it, keeps the limits, and says honestly
/// whether anything was sent. Whatever speaks HTTP to the outside goes through
/// [studio.atelier.platform.outbound.Outbound].
@NullMarked
@ApplicationModule(
        id = "platform.outbound",
        displayName = "Platform: outbound",
        allowedDependencies = {"platform.settings"})
package studio.atelier.platform.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
