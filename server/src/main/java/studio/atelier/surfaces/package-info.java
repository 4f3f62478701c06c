/// Wing `surfaces`: foreign dialects over HTTP. They translate, they decide nothing.
package studio.atelier.surfaces;
