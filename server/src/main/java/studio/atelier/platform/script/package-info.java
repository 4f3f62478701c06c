/// SQL files of the operator: plain SQL as psql and pg_dump write it, and folders of migrations as Supabase
/// front ends bring them. They run as the role `postgres`, which may make what it likes and owns nothing of
/// ours.
@NullMarked
@ApplicationModule(
        id = "platform.script",
        displayName = "Platform: SQL files",
        allowedDependencies = {"platform.settings", "platform.database"})
package studio.atelier.platform.script;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
