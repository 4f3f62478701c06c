/// The demo renderer as a provider.
@NullMarked
package studio.atelier.engine.providers.demo;

import org.jspecify.annotations.NullMarked;
