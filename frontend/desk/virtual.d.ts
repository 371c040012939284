declare module "virtual:desk-texts/*" {
  const source: string;
  export default source;
}
