/// Buckets and objects over bytes that are kept once per tenant, counted by reference and collected when
/// nothing points to them. The bytes lie in a folder or in S3; a row never holds them. `media` writes
/// through it; its own HTTP surface is a foreign dialect for storage clients.
@NullMarked
@ApplicationModule(
        id = "backend.storage",
        displayName = "Backend: storage",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.database",
            "platform.events",
            "platform.feed",
            "platform.http",
            "platform.mail",
            "platform.pictures",
            "platform.problem",
            "platform.telemetry",
            "platform.schedule"
        })
package studio.atelier.backend.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
