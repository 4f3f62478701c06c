/// Backup and restore: everything a server keeps in its data folder, except the master key, as one archive.
/// For the operator's commands; knows folders by name and no room.
@NullMarked
@ApplicationModule(
        id = "platform.backup",
        displayName = "Platform: backup",
        allowedDependencies = {"platform.settings", "platform.database", "platform.crypto"})
package studio.atelier.platform.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
