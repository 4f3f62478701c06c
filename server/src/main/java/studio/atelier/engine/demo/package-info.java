/// The demo renderer: text, pictures and sound from a prompt and a seed, computed here, free and without a
/// network. For a first look before there is a key, and for tests. Everything it makes is marked as a demo.
@NullMarked
@ApplicationModule(
        id = "engine.demo",
        displayName = "Engine: demo renderer",
        allowedDependencies = {})
package studio.atelier.engine.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
