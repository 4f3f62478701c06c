/// The models people can choose, with parameters, capabilities and prices, read from YAML files with a
/// schema. The one source of truth for forms, validation and money.
@NullMarked
@ApplicationModule(
        id = "engine.catalog",
        displayName = "Engine: catalog",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.money",
            "platform.http",
            "backend.audit"
        })
package studio.atelier.engine.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
