/// The port to AI providers and its adapters, one folder each. Retry, timeouts and concurrency limits wrap
/// the port once, here.
@NullMarked
@ApplicationModule(
        id = "engine.providers",
        displayName = "Engine: providers",
        allowedDependencies = {
            "platform.settings",
            "platform.crypto",
            "platform.problem",
            "platform.money",
            "platform.outbound",
            "platform.http",
            "platform.database",
            "platform.telemetry",
            "backend.audit",
            "engine.catalog",
            "engine.vault",
            "engine.demo"
        })
package studio.atelier.engine.providers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
