package dev.airlatch;

/** What a feature of a license is. The order is that of airlatch_feature_type. */
public enum FeatureType {
    /** The license does not have the feature. */
    NONE,
    /** It is there, and has no value. */
    FLAG,
    /** It is a number. */
    INTEGER,
    /** It is a text. */
    TEXT
}
