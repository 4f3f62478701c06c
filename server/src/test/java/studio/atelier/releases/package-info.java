/// What every released version left behind, and that this version takes it over.
@NullMarked
package studio.atelier.releases;

import org.jspecify.annotations.NullMarked;
