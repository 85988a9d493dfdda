declare module 'colormap/colorScale.js' {
  const scales: Readonly<
    Record<
      string,
      readonly {
        readonly index: number;
        readonly rgb: readonly [red: number, green: number, blue: number, opacity?: number];
      }[]
    >
  >;
  export default scales;
}
