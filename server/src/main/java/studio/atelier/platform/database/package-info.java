/// The PostgreSQL of the house: the embedded server or one given by URL, the migrations, and the one class
/// that opens transactions and decides as which database role a statement runs.
@NullMarked
@ApplicationModule(
        id = "platform.database",
        displayName = "Platform: database",
        allowedDependencies = {"platform.settings", "platform.problem", "platform.telemetry"})
package studio.atelier.platform.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
