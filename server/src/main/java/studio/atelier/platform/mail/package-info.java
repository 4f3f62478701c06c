/// Messages to people, by e-mail and SMS. A room hands a [Message] to [Outbox] inside its transaction; it leaves after
/// the
/// commit, is tried again when a sender is out of reach, and stays to be read by an administrator where nothing sends.
@NullMarked
@ApplicationModule(
        id = "platform.mail",
        displayName = "Platform: mail",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.events",
            "platform.http",
            "platform.outbound",
            "platform.schedule"
        })
package studio.atelier.platform.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
