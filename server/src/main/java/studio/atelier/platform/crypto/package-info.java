/// Keys and sealed secrets: the master key of the installation, what is derived from it, and the envelope
/// that keeps a secret in a row of the database. Any room may use it; nothing here is ever logged or sent.
@NullMarked
@ApplicationModule(
        id = "platform.crypto",
        displayName = "Platform: crypto",
        allowedDependencies = {"platform.settings"})
package studio.atelier.platform.crypto;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
